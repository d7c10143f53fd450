SELECT line, offset, detail, member FROM problem_sample WHERE source = ? AND code = ? ORDER BY sequence
