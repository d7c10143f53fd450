SELECT hi, lo FROM trace WHERE id = ?
