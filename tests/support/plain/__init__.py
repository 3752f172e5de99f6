"""The metrics again, slowly: a plain fold over the events of one matter after the other, as one would count by hand.

It shares nothing with the read models but the names of the metrics, and what each divides by what.
"""
