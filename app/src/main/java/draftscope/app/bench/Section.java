package draftscope.app.bench;

import java.util.ArrayList;
import java.util.List;

/// Methods to be compared on the same prompts.
///
/// @param prompts name of a file with one prompt a line, beside the plan; `\n` stands for a new line
/// @param seeds   runs of each prompt, with a seed each; 1 suffices at temperature 0
/// @param methods contenders besides plain decoding, which always comes first
public record Section(String title, String prompts, int maxTokens, double temperature, int seeds, List<String> methods,
        List<Claim> claims) {
    public static final String PLAIN = "autoregressive";

    public Section {
        if (maxTokens < 1 || seeds < 1 || !(temperature >= 0)) {
            throw new IllegalArgumentException("the section '" + title + "' asks for " + maxTokens + " tokens, " + seeds
                    + " seeds and temperature " + temperature
                    + "; accepted: at least 1 token and 1 seed, a temperature of 0 or more");
        }
        methods = methods.stream().filter(method -> !method.equals(PLAIN)).toList();
        claims = claims == null ? List.of() : List.copyOf(claims); // a plan may leave them out
        for (Claim claim : claims) {
            List<String> unknown = new ArrayList<>(claim.order());
            unknown.removeAll(methods);
            unknown.remove(PLAIN);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("the claim '" + claim.says() + "' speaks of " + unknown.getFirst()
                        + ", which is not among the methods of '" + title + "'");
            }
        }
    }

    /// Plain decoding, then the others.
    public List<Contender> contenders() {
        List<Contender> all = new ArrayList<>(List.of(Contender.parse(PLAIN)));
        methods.forEach(method -> all.add(Contender.parse(method)));
        return all;
    }
}
