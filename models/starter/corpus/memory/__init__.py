"""Facts that the user tells and asks back later, and questions about the turn just before.

`facts` draws a fact of one of the kinds in `oneself`, `others`, `belongings`, `tastes` and `plans`, with a value of
`values`; `follow_ups` has "say that again" and "are you sure?".
"""
