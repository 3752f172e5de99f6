"""Where events are kept. ``port`` says what a store must do, ``memory``, ``sqlite`` and ``postgres`` do it.

``codec`` makes the bytes, and ``seal`` is the one seam that personal values pass.
"""
