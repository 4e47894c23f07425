package rivals

import (
	"path/filepath"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/standard"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// bleveFields are the fields, with what each counts.
var bleveFields = []struct {
	name, analyzer string
	boost          float64
}{
	{"Title", sv.AnalyzerName, 4},
	{"TitleEN", en.AnalyzerName, 4},
	{"Keywords", sv.AnalyzerName, 3},
	{"KeywordsEN", en.AnalyzerName, 3},
	{"Foreign", standard.Name, 3},
	{"Summary", sv.AnalyzerName, 1.4},
	{"SummaryEN", en.AnalyzerName, 1.4},
}

// bleveIndex is Bleve on disk, ranking by BM25: any word may match, by its stem
// or, for a quarter, within one slip of it after its first letter.
func bleveIndex(t *testing.T, docs []document) answerer {
	t.Helper()
	mapping := bleve.NewIndexMapping()
	mapping.ScoringModel = index.BM25Scoring
	for _, f := range bleveFields {
		field := bleve.NewTextFieldMapping()
		field.Analyzer, field.Store, field.DocValues = f.analyzer, false, false
		mapping.DefaultMapping.AddFieldMappingsAt(f.name, field)
	}
	path := filepath.Join(t.TempDir(), "bleve")
	builder, err := bleve.NewBuilder(path, mapping, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if err := builder.Index(d.ID, d); err != nil {
			t.Fatal(err)
		}
	}
	if err := builder.Close(); err != nil {
		t.Fatal(err)
	}
	opened, err := bleve.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return answerer{"Bleve", func(text string) []string {
		found, err := opened.Search(bleve.NewSearchRequestOptions(bleveQuery(text), 10, 0, false))
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, h := range found.Hits {
			out = append(out, h.ID)
		}
		return out
	}}
}

func bleveQuery(text string) query.Query {
	all := bleve.NewDisjunctionQuery()
	for _, f := range bleveFields {
		exact, fuzzy := bleve.NewMatchQuery(text), bleve.NewMatchQuery(text)
		exact.SetField(f.name)
		exact.SetBoost(f.boost)
		fuzzy.SetField(f.name)
		fuzzy.SetBoost(f.boost / 4)
		fuzzy.SetFuzziness(1)
		fuzzy.SetPrefix(1)
		all.AddQuery(exact, fuzzy)
	}
	return all
}
