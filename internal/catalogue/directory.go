package catalogue

import (
	"fmt"
	"strconv"
)

// checkDirectory refuses what two authorities share.
func checkDirectory(root *node, s Sheets) []spot {
	var spots []spot
	codes, names := map[string]bool{}, map[string]bool{}
	for i, a := range s.Directory.Authorities {
		at := root.child("authorities").child(strconv.Itoa(i))
		if codes[a.Code] {
			spots = append(spots, spot{at: at.child("code").at, message: fmt.Sprintf("code %s is another authority's already: a code belongs to one", a.Code)})
		}
		if names[a.Name.SV] {
			spots = append(spots, spot{at: at.find([]string{"name", "sv"}), message: fmt.Sprintf("%s stands here twice: keep one of them", a.Name.SV)})
		}
		codes[a.Code], names[a.Name.SV] = true, true
	}
	return spots
}
