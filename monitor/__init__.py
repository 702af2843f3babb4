# See graded data leave: events, rules, models, incidents, trace.
__all__: list[str] = []
