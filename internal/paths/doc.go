// Package paths builds the portal's addresses, so that no page or handler
// spells one by hand. Swedish addresses stand at the root, English ones under
// /en; the rest of the address is the same.
package paths
