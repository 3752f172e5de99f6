"""A grid member's day: where it led, what was inspected, what was found."""
