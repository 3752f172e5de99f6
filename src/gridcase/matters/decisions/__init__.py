"""What each command of a matter leads to: one function a command, grouped by the stage of the loop it belongs to."""
