package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Unmasking under a grammar: whatever is written can still become a text of it, see [GrammarConstraint].
public final class GrammarDecoding {
    /// What the method offers by name. `verse` is made for the tales: lines in pairs that end alike.
    static final Map<String, String> GRAMMARS = Map.of("json", """
            json    = object
            object  = ("{" | " {") (member (comma member)*)? ("}" | " }")
            member  = string ":" value
            value   = string | number | object | array | "true" | "false" | "null"
            array   = ("[" | " [") (value (comma value)*)? ("]" | " ]")
            string  = ("\\"" | " \\"") /[^"\\\\\\x00-\\x1f]+/* "\\""
            number  = ("-" | " -")? ("0" | /[1-9][0-9]*/ /[0-9]+/*)
            comma   = ","
            """, "arithmetic", """
            sum     = product (("+" | "-" | " +" | " -") product)*
            product = value (("*" | "/" | " *" | " /") value)*
            value   = " "? ("0" | /[1-9][0-9]*/ /[0-9]+/*) | ("(" | " (") sum (")" | " )")
            """, "verse", """
            verse   = pair+
            pair    = line day line day | line night line night | line tall line tall | line tree line tree
            day     = (" day" | " away" | " play" | " way" | " say" | " stay") stop
            night   = (" night" | " light" | " bright" | " right" | " tight") stop
            tall    = (" tall" | " small" | " ball" | " wall" | " fall") stop
            tree    = (" tree" | " three" | " see" | " bee" | " me") stop
            line    = ","? word (","? word)+
            word    = / [A-Za-z']+/ letters? | " " letters
            letters = /[A-Za-z']+/+
            stop    = ("." | "," | "!") "\\n"
            """);

    private static final int LONGEST = 128;
    private static final int LONGEST_TEXT = 4000;

    public static final DecodingMethod METHOD = new DecodingMethod("diffusion-grammar", "Grammar", Family.DIFFUSION,
            "Bars every token after which the canvas could not become a text of a grammar any more.",
            new Paper("Mündler, Dekoninck, Vechev", 2025,
                    "Constrained decoding of diffusion LLMs with context-free grammars", "2508.10111"),
            "The law is cut to what the grammar allows at each position alone, and positions that are sure enough are filled at once, as"
                    + " if they did not depend on each other.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(new Parameter.Whole("length", "Canvas length",
                    "Masks after the prompt; never more than the tokens asked for. A text of the grammar may be shorter.",
                    "tokens", 1, LONGEST, 48),
                    LowConfidence.BLOCK,
                    new Parameter.Choice("grammar", "Grammar",
                            "json: one object. arithmetic: a sum with its signs and brackets. verse: pairs of lines that end alike.",
                            "", List.of("json", "arithmetic", "verse"), "verse"),
                    new Parameter.Text("own", "Own grammar",
                            "Rules such as list = word (\", \" word)* and word = /[a-z]+/, in place of the one by name. The first is the whole text.",
                            LONGEST_TEXT, "the rules of a grammar, or nothing,", ""),
                    ConfidenceThreshold.RULE, ConfidenceThreshold.THRESHOLD, ConfidenceThreshold.FACTOR,
                    LowConfidence.end(LowConfidence.LAST)),
            new DiffusionComposition(GrammarDecoding::parts));

    private GrammarDecoding() {}

    private static DiffusionParts parts(ParameterValues values, Ingredients ingredients) {
        String own = values.text("own");
        String name = own.isBlank() ? values.text("grammar") : "of your own";
        return LowConfidence.parts(values, LowConfidence.ending(values, ingredients, ConfidenceThreshold.rule(values)))
                .limiting(new GrammarConstraint(name,
                        GrammarText.parse(own.isBlank() ? GRAMMARS.get(name) : own), ingredients.lexicon()));
    }
}
