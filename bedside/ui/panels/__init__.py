"""Side panels: one panel, one module. They slide over the older part of the chart and never over an alarm."""
