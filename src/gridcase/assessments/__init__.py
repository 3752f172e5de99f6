"""Unit compliance: whether a village, an enterprise or an institution met the standard in a period."""
