// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/ip_text.h"

#include <arpa/inet.h>

#include <array>

namespace tailrace {

std::string ipText(std::string_view bytes)
{
    constexpr std::size_t kIpv4Size = 4;
    constexpr std::size_t kIpv6Size = 16;
    if (bytes.size() != kIpv4Size && bytes.size() != kIpv6Size)
        return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == kIpv4Size ? AF_INET : AF_INET6;
    const char* written = inet_ntop(family, bytes.data(), text.data(), text.size());
    return written != nullptr ? std::string(written) : std::string();
}

} // namespace tailrace
