// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The words of TraceQL as a grammar for PEGTL (https://github.com/taocpp/PEGTL). The lexer matches one Token after the
// other, with Blanks between.

#include <tao/pegtl.hpp>

namespace tailrace::query_grammar {

namespace peg = tao::pegtl;

// clang-format off
struct LineComment : peg::seq<peg::two<'/'>, peg::until<peg::eolf>> {};
struct BlockComment : peg::seq<peg::string<'/', '*'>, peg::until<peg::string<'*', '/'>>> {};
struct BlankSign : peg::sor<peg::one<' ', '\t', '\r', '\n', '\v', '\f'>,
                            peg::utf8::one<0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000>,
                            peg::utf8::range<0x2000, 0x200A>> {};
struct Blanks : peg::star<peg::sor<BlankSign, LineComment, BlockComment>> {};

struct Digits : peg::plus<peg::digit> {};
struct Mantissa : peg::sor<peg::seq<Digits, peg::opt<peg::one<'.'>, peg::star<peg::digit>>>,
                           peg::seq<peg::one<'.'>, Digits>> {};
struct Exponent : peg::seq<peg::one<'e', 'E'>, peg::opt<peg::one<'+', '-'>>, Digits> {};
struct Unit : peg::sor<peg::string<'n', 's'>, peg::string<'u', 's'>, TAO_PEGTL_STRING("\xC2\xB5s"),
                       TAO_PEGTL_STRING("\xCE\xBCs"), peg::string<'m', 's'>, peg::one<'s', 'm', 'h', 'd', 'w', 'y'>> {};
struct DurationPart : peg::seq<Mantissa, Unit> {};
struct WordSign : peg::sor<peg::alnum, peg::one<'_'>, peg::utf8::range<0x80, 0x10FFFF>> {};
struct Duration : peg::seq<peg::plus<DurationPart>, peg::not_at<peg::sor<WordSign, peg::one<'.'>>>> {};
struct Number : peg::seq<Mantissa, peg::opt<Exponent>, peg::not_at<peg::sor<WordSign, peg::one<'.'>>>> {};

struct QuotedSign : peg::sor<peg::seq<peg::one<'\\'>, peg::any>, peg::not_one<'"', '\\'>> {};
struct Quoted : peg::seq<peg::one<'"'>, peg::star<QuotedSign>, peg::one<'"'>> {};
struct Raw : peg::seq<peg::one<'`'>, peg::star<peg::not_one<'`'>>, peg::one<'`'>> {};

struct NameEnd : peg::sor<BlankSign, peg::one<'{', '}', '(', ')', '=', '~', '!', '<', '>', '&', '|', '^', ',', '"'>> {};
struct NameSign : peg::seq<peg::not_at<NameEnd>, peg::utf8::any> {};
struct NamePart : peg::sor<Quoted, NameSign> {};
struct Name : peg::plus<NamePart> {};

struct ParentScope : TAO_PEGTL_STRING("parent.") {};
struct SpanScope : TAO_PEGTL_STRING("span.") {};
struct ResourceScope : TAO_PEGTL_STRING("resource.") {};
struct EventScope : TAO_PEGTL_STRING("event.") {};
struct LinkScope : TAO_PEGTL_STRING("link.") {};
struct InstrumentationScope : TAO_PEGTL_STRING("instrumentation.") {};
struct NoScope : peg::seq<peg::one<'.'>, peg::not_at<peg::digit>> {};
struct PlainScope : peg::sor<SpanScope, ResourceScope> {};
struct ScopeOfAttribute : peg::sor<peg::seq<ParentScope, peg::opt<PlainScope>>, SpanScope, ResourceScope, EventScope,
                                   LinkScope, InstrumentationScope, NoScope> {};
struct Attribute : peg::seq<ScopeOfAttribute, Name> {};

struct Word : peg::seq<peg::sor<peg::alpha, peg::one<'_'>>, peg::star<peg::sor<peg::alnum, peg::one<'_'>>>> {};
struct ScopedIntrinsic : peg::seq<peg::sor<TAO_PEGTL_STRING("span:"), TAO_PEGTL_STRING("trace:"),
                                           TAO_PEGTL_STRING("event:"), TAO_PEGTL_STRING("link:"),
                                           TAO_PEGTL_STRING("instrumentation:")>, Word> {};

struct Sign : peg::sor<TAO_PEGTL_STRING("!>>"), TAO_PEGTL_STRING("!<<"), TAO_PEGTL_STRING("&>>"), TAO_PEGTL_STRING("&<<"),
                       TAO_PEGTL_STRING("&&"), TAO_PEGTL_STRING("||"), TAO_PEGTL_STRING("!="), TAO_PEGTL_STRING("!~"),
                       TAO_PEGTL_STRING("=~"), TAO_PEGTL_STRING("<="), TAO_PEGTL_STRING(">="), TAO_PEGTL_STRING(">>"),
                       TAO_PEGTL_STRING("<<"), TAO_PEGTL_STRING("!>"), TAO_PEGTL_STRING("!<"), TAO_PEGTL_STRING("&>"),
                       TAO_PEGTL_STRING("&<"), TAO_PEGTL_STRING("&~"),
                       peg::one<'{', '}', '(', ')', '=', '~', '!', '<', '>', '|', '^', ',', '+', '-', '*', '/', '%'>> {};

struct WholeString : peg::sor<Quoted, Raw> {};
struct Token : peg::sor<Duration, Number, WholeString, ScopedIntrinsic, Attribute, Word, Sign> {};
// clang-format on

} // namespace tailrace::query_grammar
