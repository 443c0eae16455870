"""The releases of an inventory: reports that somebody froze under a name, so that later ones can be held against them."""
