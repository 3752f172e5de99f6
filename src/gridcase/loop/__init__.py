"""Closing the loop: what is owed to a matter without anybody asking for it."""
