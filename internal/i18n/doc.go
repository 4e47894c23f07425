// Package i18n holds what the interface says, in Swedish first and English
// second, and how dates and numbers are written.
//
// The texts of the interface are files, texts/AREA.LANGUAGE.yaml, one area a
// part of the house; a test holds the languages to the same keys. Texts that
// belong to content (a service's title, a form's question) are Text values and
// live with the content.
package i18n
