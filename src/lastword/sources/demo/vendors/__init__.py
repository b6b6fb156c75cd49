"""The demo centre's systems as their vendors export them."""
