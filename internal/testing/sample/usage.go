package sample

import (
	"fmt"

	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/usageview"
)

// editors is the back office around a page, for somebody who tends the words.
func editors(path string) layout.Office {
	s := Shell(path)
	s.Person = "Elsa Redaktörsson"
	return layout.Office{Shell: s, Roles: []string{"Kommunikatör, Kommunstyrelsen"}, SeesAdmin: true}
}

func asked(lang string, pieces ...usageview.Piece) usageview.Query {
	q := usageview.Query{Pieces: pieces, Lang: lang}
	for _, p := range pieces {
		q.Words += p.Text
		q.Raw += p.Text + p.Mark
	}
	return q
}

func searches() usageview.Searches {
	return usageview.Searches{
		Office: editors("/admin/sok/sokningar"), Page: 1, PageSize: 50, Most: 1000, Days: 90,
		Counts: map[usageview.View]int{usageview.ViewNoHit: 4, usageview.ViewUnsure: 12, usageview.ViewUnclicked: 1001},
		Rows: []usageview.Row{
			{Query: asked("sv", usageview.Piece{Text: "padelbana"}), First: "3 sep 2026", Searches: 72, NoHit: 72},
			{
				Query: asked("sv", usageview.Piece{Text: "son"}, usageview.Piece{Mark: "name"}, usageview.Piece{Text: "mobbad"}, usageview.Piece{Mark: "more"}),
				First: "9 sep 2026", Searches: 9, NoHit: 5, Unsure: 2, Clicks: 1, Yes: 1, No: 3, Now: "Anmäl mobbning eller kränkning i skolan",
			},
			{
				Query: asked("ar", usageview.Piece{Text: "روضة"}, usageview.Piece{Mark: "number"}),
				First: "12 nov 2026", Searches: 1, NoHit: 1, Now: "Ansök om plats i förskola", NowSure: true,
			},
			{Query: asked("en", usageview.Piece{Text: "multistoreycarparkreservation"}), First: "20 nov 2026", Searches: 3, NoHit: 3},
		},
	}
}

func noSearches() usageview.Searches {
	return usageview.Searches{Office: editors("/admin/sok/sokningar?visa=osakra"), View: usageview.ViewUnsure, Page: 1, PageSize: 50, Most: 1000, Days: 1}
}

func use() usageview.Use {
	v := usageview.Use{Office: editors("/admin/sok/anvandning"), Days: 28}
	mondays := []string{
		"31 aug 2026", "7 sep 2026", "14 sep 2026", "21 sep 2026", "28 sep 2026", "5 okt 2026", "12 okt 2026", "19 okt 2026", "26 okt 2026",
		"2 nov 2026", "9 nov 2026", "16 nov 2026", "23 nov 2026",
	}
	for i, n := range []int{612, 640, 633, 702, 688, 0, 745, 760, 731, 802, 819, 850, 391} {
		v.Trend.Weeks = append(v.Trend.Weeks, usageview.Week{
			Name: fmt.Sprintf("v. %d", 36+i), From: mondays[i], Searches: n, NoHit: n / 9, Clicks: n * 6 / 10, Yes: n / 30, No: n / 90,
		})
	}
	v.Popular = []usageview.Popular{
		{Query: asked("sv", usageview.Piece{Text: "bygglov"}), Searches: 256, Percent: 61, Service: "ansok-om-bygglov-for-tillbyggnad", Title: "Ansök om bygglov för tillbyggnad", Position: "1,3"},
		{Query: asked("fi", usageview.Piece{Text: "päiväkoti"}), Searches: 16, Percent: 70, Service: "ansok-om-plats-i-forskola", Title: "Ansök om plats i förskola", Position: "1,0"},
		{Query: asked("sv", usageview.Piece{Text: "faktura"}, usageview.Piece{Mark: "number"}), Searches: 9},
	}
	v.Judged = []usageview.Judged{{Service: streetlight, Title: "Felanmäl gatubelysning", Yes: 14, No: 9}}
	return v
}
