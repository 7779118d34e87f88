#pragma once

#include "core/formats/common/auth_matchers.h"

#include <span>
#include <string_view>

namespace parapet {

// The kernel's line for a packet ("[UFW BLOCK] IN=eth0 OUT= MAC=... SRC=192.0.2.7 DST=... PROTO=TCP SPT=1 DPT=22"), of
// iptables, nftables, ufw or Shorewall. False: no such line.
[[nodiscard]] bool match_netfilter(std::string_view message, EventView& event, AuthScratch& scratch);

[[nodiscard]] std::span<const EventRule> netfilter_rules();

} // namespace parapet
