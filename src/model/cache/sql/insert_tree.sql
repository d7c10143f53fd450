INSERT INTO tree (trace, position, last, depth, span, marks)
SELECT trace, position, last, depth, span, marks FROM new_tree
