// What a browser with scripts does better. Every page works without this.
import { counters } from "./counter";
import { exit } from "./exit";
import { focus } from "./focus";
import { locate } from "./locate";
import { once } from "./once";
import { print } from "./print";
import { suggest } from "./suggest";

focus();
counters();
exit();
locate();
once();
print();
suggest();
