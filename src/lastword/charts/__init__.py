"""One module a kind of chart: plain values in, Altair chart out."""
