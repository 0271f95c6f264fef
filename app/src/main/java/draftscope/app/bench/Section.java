package draftscope.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Methods to be compared on the same prompts.
///
/// @param baseline what the others are held against, and comes first; plain decoding where a plan does not name it
/// @param prompts name of a file with one prompt a line, beside the plan, as [Task#parse(String)] reads it
/// @param model   that writes; the command's own where a plan does not name one. A judge that cannot read what it writes leaves it unjudged
/// @param seeds   runs of each prompt, with a seed each; 1 suffices at temperature 0
/// @param methods contenders besides the baseline
public record Section(String title, String model, String baseline, String prompts, int maxTokens, double temperature,
        int seeds,
        List<String> methods,
        List<Claim> claims) {
    public static final String PLAIN = "autoregressive";

    public Section {
        if (maxTokens < 1 || seeds < 1 || !(temperature >= 0)) {
            throw new IllegalArgumentException("the section '" + title + "' asks for " + maxTokens + " tokens, " + seeds
                    + " seeds and temperature " + temperature
                    + "; accepted: at least 1 token and 1 seed, a temperature of 0 or more");
        }
        baseline = baseline == null ? PLAIN : baseline;
        methods = methods.stream().filter(Predicate.not(baseline::equals)).toList();
        claims = claims == null ? List.of() : List.copyOf(claims); // a plan may leave them out
        for (Claim claim : claims) {
            List<String> unknown = new ArrayList<>(claim.order());
            unknown.removeAll(methods);
            unknown.remove(baseline);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("the claim '" + claim.says() + "' speaks of " + unknown.getFirst()
                        + ", which is not among the methods of '" + title + "'");
            }
        }
    }

    /// The baseline, then the others.
    public List<Contender> contenders() {
        List<Contender> all = new ArrayList<>(List.of(Contender.parse(baseline)));
        methods.forEach(method -> all.add(Contender.parse(method)));
        return all;
    }
}
