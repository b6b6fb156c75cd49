"""Pages frozen into one HTML file, a workbook, the terminal."""
