package officeview

import "strconv"

// MaxCount is how far things are counted: there is no use in knowing more.
const MaxCount = 10_000

// count writes a number of things.
func count(n int) string {
	if n > MaxCount {
		return strconv.Itoa(MaxCount) + "+"
	}
	return strconv.Itoa(n)
}

// pager leads from a page of a list to those beside it.
type pager struct {
	From, To, Total int
	Page, Pages     int
	Previous, Next  string // addresses; empty: there is none
}

func newPager(page, size, total int, url func(int) string) pager {
	page, size = max(page, 1), max(size, 1)
	p := pager{
		Page: page, Pages: max((total+size-1)/size, 1), Total: total,
		From: min((page-1)*size+1, total), To: min(page*size, total),
	}
	if page > 1 {
		p.Previous = url(page - 1)
	}
	if page < p.Pages {
		p.Next = url(page + 1)
	}
	return p
}
