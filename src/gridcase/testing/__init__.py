"""What tests of gridcase, and of what is built on it, are made of. Public, and as stable as the rest."""
