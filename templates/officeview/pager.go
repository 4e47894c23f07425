package officeview

import "strconv"

// count writes a number of deliveries: 1000+ when there are more than are counted.
func count(n int) string {
	if n > MaxDeliveries {
		return strconv.Itoa(MaxDeliveries) + "+"
	}
	return strconv.Itoa(n)
}

// pager leads from a page of a list to those beside it.
type pager struct {
	From, To       int
	Total          int    // that there are pages for
	Count          string // of all
	All            string // the key of the text that says how many there are on the only page
	Page, Pages    int
	Previous, Next string // addresses; empty: there is none
}

func newPager(page, size, total int, url func(int) string) pager {
	page, size = max(page, 1), max(size, 1)
	p := pager{
		Page: page, Pages: max((total+size-1)/size, 1), Total: total, Count: strconv.Itoa(total), All: "office.pager.all",
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
