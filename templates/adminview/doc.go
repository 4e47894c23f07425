// Package adminview holds the pages of the administration, where editors look
// after how services are found.
package adminview
