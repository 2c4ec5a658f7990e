"""Charts as SVG elements, drawn once, without a browser and without a library."""
