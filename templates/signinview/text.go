package signinview

// text is the key of the text for citizens, or of the one for staff.
func text(key string, office bool) string {
	if office {
		return key + ".office"
	}
	return key
}
