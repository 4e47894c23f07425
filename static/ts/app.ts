// What a browser with scripts does better. Every page works without this.
import { counters } from "./counter";
import { focus } from "./focus";
import { locate } from "./locate";
import { once } from "./once";
import { print } from "./print";

focus();
counters();
locate();
once();
print();
