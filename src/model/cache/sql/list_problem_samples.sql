SELECT line, offset, detail FROM problem_sample WHERE source = ? AND code = ? ORDER BY sequence
