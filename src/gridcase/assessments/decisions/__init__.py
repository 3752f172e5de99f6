"""What each command about an assessment leads to, by theme."""
