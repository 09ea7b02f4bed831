/// What the bytes from 0x80 on mean in a single-byte encoding.
struct CodePage: Sendable, Equatable {
    private let scalars: [Unicode.Scalar]

    private init(_ high: String) { scalars = Array(high.unicodeScalars) }

    subscript(byte: UInt8) -> Unicode.Scalar {
        byte < 0x80 ? Unicode.Scalar(byte) : scalars[Int(byte) - 0x80]
    }

    /// By the name in an XML declaration; nil where that names no single-byte encoding that is known here.
    static func named(_ label: String) -> CodePage? {
        switch label.lowercased().replacing("_", with: "-") {
        case "windows-1252", "cp1252", "cp-1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1": windows1252
        case "windows-1251", "cp1251", "cp-1251": windows1251
        default: nil
        }
    }

    /// https://encoding.spec.whatwg.org/index-windows-1252.txt; stands for ISO 8859-1 too, as in the WHATWG's table of names.
    static let windows1252 = CodePage(
        """
        €\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ\
        \u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
        ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß\
        àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ
        """)

    /// https://encoding.spec.whatwg.org/index-windows-1251.txt
    static let windows1251 = CodePage(
        """
        ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{FFFD}™љ›њќћџ\
        \u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї\
        АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ\
        абвгдежзийклмнопрстуфхцчшщъыьэюя
        """)
}
