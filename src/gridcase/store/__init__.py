"""Where events are kept. ``port`` says what a store must do; ``memory`` and ``recorded`` do it; ``codec`` makes the bytes."""
