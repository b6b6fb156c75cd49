"""Any tabular file through a declarative mapping, or by its standard column names."""
