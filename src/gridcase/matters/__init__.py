"""The matter: one demand, hazard or dispute, from report to evaluation. Pure: no clock, no store, no randomness."""
