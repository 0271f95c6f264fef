package draftscope.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How byte-level vocabularies split text into words, by the names that GGUF files give in `tokenizer.ggml.pre`.
///
/// Source: the split patterns that the makers of these models published in their `tokenizer.json`, under llama.cpp's names
/// (ggml-org/llama.cpp, `src/llama-vocab.cpp`). Each pattern works on the words of the one before it.
///
/// @param splitter   what splits
/// @param wholeFirst whether a word that is a piece is taken as it is, whatever the merges make of it
/// @param addsBegin  whether a begin token is put before a text when the file does not say
record KnownSplits(WordSplitter splitter, boolean wholeFirst, boolean addsBegin) {
    private static final String CONTRACTION = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";

    private static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final String LLAMA3 = CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN2 = CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN35 = CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String CASED = "[^\\r\\n\\p{L}\\p{N}]?" + UPPER + "*" + LOWER + "+%1$s|[^\\r\\n\\p{L}\\p{N}]?"
            + UPPER + "+" + LOWER + "*%1$s|%2$s| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String TEKKEN = CASED.formatted("", "\\p{N}");
    private static final String GPT4O = CASED.formatted(CONTRACTION + "?", "\\p{N}{1,3}");

    // Spelt as the model's makers did: the cased letters of most, not all, scripts.
    private static final String DEEPSEEK_LETTERS = "A-Za-z\\u00b5\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u01ba\\u01bc-\\u01bf"
            + "\\u01c4-\\u0293\\u0295-\\u02af\\u0370-\\u0373\\u0376\\u0377\\u037b-\\u037d\\u037f\\u0386\\u0388-\\u038a\\u038c"
            + "\\u038e-\\u03a1\\u03a3-\\u03f5\\u03f7-\\u0481\\u048a-\\u052f\\u0531-\\u0556\\u10a0-\\u10c5\\u13a0-\\u13f5"
            + "\\u13f8-\\u13fd\\u1c90-\\u1cba\\u1cbd-\\u1cbf\\u1d00-\\u1d2b\\u1d6b-\\u1d77\\u1d79-\\u1d9a\\u1e00-\\u1f15"
            + "\\u1f18-\\u1f1d\\u1f20-\\u1f45\\u1f48-\\u1f4d\\u1f50-\\u1f57\\u1f59\\u1f5b\\u1f5d\\u1f5f-\\u1f7d\\u1f80-\\u1fb4"
            + "\\u1fb6-\\u1fbc\\u1fbe\\u1fc2-\\u1fc4\\u1fc6-\\u1fcc\\u1fd0-\\u1fd3\\u1fd6-\\u1fdb\\u1fe0-\\u1fec"
            + "\\u1ff2-\\u1ff4\\u1ff6-\\u1ffc\\u2102\\u2107\\u210a-\\u2113\\u2115\\u2119-\\u211d\\u2124\\u2126\\u2128"
            + "\\u212a-\\u212d\\u212f-\\u2134\\u2139\\u213c-\\u213f\\u2145-\\u2149\\u214e\\u2183\\u2184\\u2c00-\\u2c7b"
            + "\\u2c7e-\\u2ce4\\u2ceb-\\u2cee\\u2cf2\\u2cf3\\ua640-\\ua66d\\ua680-\\ua69b\\ua722-\\ua76f\\ua771-\\ua787"
            + "\\ua78b-\\ua78e\\uab70-\\uabbf\\ufb00-\\ufb06\\ufb13-\\ufb17\\uff21-\\uff3a\\uff41-\\uff5a"
            + "\\x{10400}-\\x{1044f}\\x{104b0}-\\x{104d3}\\x{104d8}-\\x{104fb}\\x{10c80}-\\x{10cb2}\\x{10cc0}-\\x{10cf2}"
            + "\\x{118a0}-\\x{118df}\\x{1e900}-\\x{1e943}";
    private static final String CJK = "[\\u4e00-\\u9fa5\\u0800-\\u4e00\\uac00-\\ud7ff]+";

    private static final String DEEPSEEK3_WORDS = "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
            + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final Map<String, KnownSplits> BY_NAME = table();

    /// The way called `name`, if it is known.
    static Optional<KnownSplits> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// All known names, in order.
    static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    private static Map<String, KnownSplits> table() {
        Map<String, KnownSplits> table = new TreeMap<>();
        put(table, "default", "[\\p{P}$+<=>^~|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]");
        put(table, "gpt-2 phi-2 mpt olmo jais exaone4 a.x-4.0 mellum gigachat trillion granite-docling modern-bert",
                GPT2);
        put(table, "starcoder refact command-r smollm codeshell exaone minerva-7b mellum2", "\\p{N}", GPT2);
        put(table, "falcon", "[\\p{P}$+<=>^~|`]+", GPT2, "[0-9][0-9][0-9]");
        put(table, "dbrx smaug-bpe glm4 chatglm-bpe", LLAMA3);
        put(table, "qwen2 stablelm2 deepseek-r1-qwen megrez hunyuan solar-open grok-2", QWEN2);
        put(table, "qwen35", QWEN35);
        put(table, "gpt-4o llama4 kanana2 minimax-m2", GPT4O);
        put(table, "deepseek-llm", "[\\r\\n]", "\\s?[" + DEEPSEEK_LETTERS + "]+",
                "\\s?[!-/:-~\\uff01-\\uff0f\\uff1a-\\uff5e\\u2018-\\u201f\\u3000-\\u3002]+",
                "(?<!\\s)\\s++\\z", // possessive, and only where a run begins: a long run of spaces costs one look
                CJK, "\\p{N}+");
        put(table, "deepseek-coder", "[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", CJK, "\\p{N}");
        put(table, "deepseek-v3 hunyuan-dense joyai-llm", "\\p{N}{1,3}",
                "[\\u4e00-\\u9fa5\\u3040-\\u309f\\u30a0-\\u30ff]+",
                DEEPSEEK3_WORDS);
        put(table, "bailingmoe bailingmoe2 llada-moe", "'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])"
                + "|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+");
        put(table, "seed-coder", CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
                + "| ?[^\\s\\p{L}\\p{N}\\r\\n]+|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
        KnownSplits llama3 = new KnownSplits(splitter(LLAMA3), true, true);
        for (String name : "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2".split(" ")) {
            table.put(name, llama3);
        }
        table.put("tekken", new KnownSplits(splitter(TEKKEN), true, true));
        return table;
    }

    private static void put(Map<String, KnownSplits> table, String names, String... patterns) {
        KnownSplits splits = new KnownSplits(splitter(patterns), false, false);
        for (String name : names.split(" ")) {
            table.put(name, splits);
        }
    }

    private static WordSplitter splitter(String... patterns) {
        return WordSplitter.chain(Stream.of(patterns).<WordSplitter>map(SplitPattern::isolated).toList());
    }
}
