"""The screens: the only user of PySide6 and pyqtgraph."""
