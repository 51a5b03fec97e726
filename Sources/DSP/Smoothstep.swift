/// From 0 to 1 with slope zero at both ends: x²(3 − 2x). - Parameter x: 0…1.
@inlinable @inline(__always)
/// An S from 0 to 1 that begins and ends level. - Parameter x: 0…1.
@_noLocks package func smoothstep(_ x: Double) -> Double { x * x * (3 - 2 * x) }

/// The same in single precision.
@inlinable @inline(__always)
/// The same in single precision. - Parameter x: 0…1.
@_noLocks package func smoothstep(_ x: Float) -> Float { x * x * (3 - 2 * x) }
