"""The session flow on the bed screen: a rail of phases and a form for each, beside the live wave and numbers."""
