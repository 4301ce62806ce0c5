"""Support received: who gave people, money, goods or technique, for what, from when to when, and the proof."""
