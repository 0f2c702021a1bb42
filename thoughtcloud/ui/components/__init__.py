"""The product's own components in plain HTML elements; each is a function that returns one.

Where a parameter is typed as plain data (`display.Slot`, `list[display.SumLine]`, `str`), a state's var of that
type is meant as well: Reflex hands components a Var that answers to the same attributes.
"""
