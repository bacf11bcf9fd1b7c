"""English words that carry grammar, not content. Other languages have none here: there every word counts as content."""

_WORDS = """
a about above after again against all also am an and any are as at be because been before being below between both
but by can could d did do does doing don down during each else ever every few for from further get got had has have
having he her here hers herself him himself his how i if in into is it its itself just ll m may me might mine more
most much must my myself no nor not now of off on once one only or other our ours ourselves out over own quite rather
re really s same shall she should so some such t than that the their theirs them themselves then there these they
this those though through to too under until up upon us ve very was we were what when where which while who whom
whose why will with within without would yet you your yours yourself yourselves
"""
STOP_WORDS = frozenset(_WORDS.split())
