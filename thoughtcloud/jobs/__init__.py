"""What runs without a click: effects, deadlines, the inbox."""
