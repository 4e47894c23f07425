package search_test

import (
	"os"
	"testing"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/search"
)

func TestTmpEval(t *testing.T) {
	x := search.New(catalogue.NewSnapshot(1, entries(t)))
	f, _ := os.Open("/work/shared/catalogue/queries.tsv")
	j, err := search.ReadJudged(f)
	if err != nil {
		t.Fatal(err)
	}
	_ = x.Evaluate(j).Write(os.Stdout)
}
