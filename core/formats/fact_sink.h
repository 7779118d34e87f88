#pragma once
// A sink of records that keeps facts of assets too; most do not.

#include "core/formats/format.h"
#include "core/model/fact.h"

namespace parapet {

class FactSink {
public:
    virtual ~FactSink() = default;
    // Of the scan that was told last. The fact's texts are good until the call returns.
    virtual void fact(const AssetFact& fact) = 0;
};

// To a sink that keeps them.
inline void tell_fact(RecordSink& out, const AssetFact& fact) {
    if (auto* keeps = dynamic_cast<FactSink*>(&out)) keeps->fact(fact);
}

} // namespace parapet
