SELECT min(other.id) FROM trace AS this JOIN trace AS other ON other.hi = this.hi AND other.lo = this.lo
WHERE this.id = ?
