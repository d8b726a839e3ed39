"""What readers find without searching: subjects, tags, letters, facts, tables, what is related."""
