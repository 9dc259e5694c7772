"""What the catalogue page of products has: the tree of categories, prices."""
