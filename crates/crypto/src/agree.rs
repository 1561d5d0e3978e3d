//! Secrets that two parties share: Diffie-Hellman in its classic form and on curves, and key encapsulation.

use foreign_types::ForeignType;
use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::dh::Dh;
use openssl::ec::{EcGroup, EcKey, EcPoint, EcPointRef, PointConversionForm};
use openssl_sys as ffi;

use crate::key::{Context, Failure, Outcome, Params, Pkey, Value, group};

/// The secret between a private key and another's public key.
pub fn shared(private: &Pkey, public: &Pkey) -> Outcome<Vec<u8>> {
    let mut params = Params::new();
    if private.is(c"DH") {
        // As long as the prime, whatever the number.
        params.add(c"pad", Value::Uint(1));
    }
    Context::of(private)?.derive(public, &params)
}

/// What encapsulation with this key is called; nothing where there is but one way.
fn operation(key: &Pkey) -> Params<'static> {
    match key.node_type() {
        Some("rsa") => Params::new().with(c"operation", Value::Text("RSASVE")),
        Some("ec" | "x25519" | "x448") => Params::new().with(c"operation", Value::Text("DHKEM")),
        _ => Params::new(),
    }
}

/// A new secret for the owner of the private key, and what carries it there.
pub fn encapsulate(key: &Pkey) -> Outcome<(Vec<u8>, Vec<u8>)> {
    Context::of(key)?
        .encapsulate(&operation(key))
        .map_err(|_| Failure::operation("Failed to perform encapsulation"))?
        .ok_or_else(|| Failure::operation("Failed to initialize encapsulation"))
}

/// The secret that was carried.
pub fn decapsulate(key: &Pkey, carrier: &[u8]) -> Outcome<Vec<u8>> {
    Context::of(key)?
        .decapsulate(&operation(key), carrier)
        .map_err(|_| Failure::operation("Failed to perform decapsulation"))?
        .ok_or_else(|| Failure::operation("Failed to initialize decapsulation"))
}

/// Diffie-Hellman modulo a prime, as the class of that name does it.
pub struct Modular {
    prime: BigNum,
    generator: BigNum,
    public: Option<BigNum>,
    private: Option<BigNum>,
}

impl Modular {
    /// # Errors
    /// A generator of 0 or 1, or another than 2 with the prime of a known group.
    pub fn new(prime: &[u8], generator: &[u8]) -> Outcome<Self> {
        let (prime, generator) = (BigNum::from_slice(prime)?, BigNum::from_slice(generator)?);
        // The primes of the known groups have a generator of their own.
        let two = BigNum::from_u32(2)?;
        if generator.num_bits() <= 1 || (generator != two && is_known(&prime)) {
            return Err(bad_generator());
        }
        Ok(Self { prime, generator, public: None, private: None })
    }

    /// One of the groups that standards number.
    pub fn group(number: u32) -> Outcome<Self> {
        let prime = crate::key::group_prime(number)
            .ok_or_else(|| Failure::error("ERR_CRYPTO_UNKNOWN_DH_GROUP", "Unknown DH group"))??;
        Ok(Self { prime, generator: BigNum::from_u32(2)?, public: None, private: None })
    }

    /// A new prime of so many bits. Slow.
    pub fn generate(bits: u32, generator: u32) -> Outcome<Self> {
        crate::start::ensure();
        let made =
            Dh::generate_params(bits, generator).map_err(|stack| Failure::of_stack(stack, "Initialization failed"))?;
        Ok(Self {
            prime: made.prime_p().to_owned()?,
            generator: made.generator().to_owned()?,
            public: None,
            private: None,
        })
    }

    fn parameters(&self) -> Outcome<Dh<openssl::pkey::Params>> {
        Ok(Dh::from_pqg(self.prime.to_owned()?, None, self.generator.to_owned()?)?)
    }

    /// What is wrong with the parameters: the library's bits.
    pub fn check(&self) -> Outcome<i32> {
        let dh = self.parameters()?;
        let mut codes = 0;
        // SAFETY: it reads the parameters and writes one number.
        unsafe { ffi::DH_check(dh.as_ptr(), &mut codes) };
        crate::error::clear();
        Ok(codes)
    }

    /// Makes what is missing of the pair; the public key.
    pub fn generate_keys(&mut self) -> Outcome<Vec<u8>> {
        let dh = self.parameters()?;
        let made = match &self.private {
            None => dh.generate_key(),
            Some(private) => dh.set_private_key(BigNumRef::to_owned(private)?).and_then(Dh::generate_key_of_private),
        }
        .map_err(|stack| Failure::of_stack(stack, "Key generation failed"))?;
        self.public = Some(made.public_key().to_owned()?);
        self.private = Some(made.private_key().to_owned()?);
        self.public_key()
    }

    /// The secret with another's public key, as long as the prime.
    pub fn secret(&self, other: &[u8]) -> Outcome<Vec<u8>> {
        let other = BigNum::from_slice(other)?;
        let small = other.num_bits() <= 1;
        let mut most = self.prime.to_owned()?;
        most.sub_word(1)?;
        if small || other >= most {
            let size = if small { "small" } else { "large" };
            return Err(Failure::range_error("ERR_CRYPTO_INVALID_KEYLEN", format!("Supplied key is too {size}")));
        }
        let Some(private) = &self.private else {
            return Err(Failure::operation("Failed to compute shared secret"));
        };
        let dh = self.parameters()?.set_private_key(BigNumRef::to_owned(private)?)?;
        let secret =
            dh.compute_key(&other).map_err(|stack| Failure::of_stack(stack, "Unspecified validation error"))?;
        let mut padded = vec![0; self.size().saturating_sub(secret.len())];
        padded.extend(secret);
        Ok(padded)
    }

    fn size(&self) -> usize {
        self.prime.num_bytes() as usize
    }

    pub fn prime(&self) -> Vec<u8> {
        self.prime.to_vec()
    }

    pub fn generator(&self) -> Vec<u8> {
        self.generator.to_vec()
    }

    pub fn public_key(&self) -> Outcome<Vec<u8>> {
        let missing = || Failure::error("ERR_CRYPTO_INVALID_STATE", "No public key - did you forget to generate one?");
        let public = self.public.as_ref().ok_or_else(missing)?;
        Ok(public.to_vec_padded((self.size() as i32).max(public.num_bytes()))?)
    }

    pub fn private_key(&self) -> Outcome<Vec<u8>> {
        let missing = || Failure::error("ERR_CRYPTO_INVALID_STATE", "No private key - did you forget to generate one?");
        Ok(self.private.as_ref().ok_or_else(missing)?.to_vec())
    }

    pub fn set_public_key(&mut self, bytes: &[u8]) -> Outcome<()> {
        self.public = Some(BigNum::from_slice(bytes)?);
        Ok(())
    }

    pub fn set_private_key(&mut self, bytes: &[u8]) -> Outcome<()> {
        self.private = Some(BigNum::from_slice(bytes)?);
        Ok(())
    }
}

/// Whether a prime is that of one of the groups that standards number.
fn is_known(prime: &BigNum) -> bool {
    [1, 2, 5, 14, 15, 16, 17, 18]
        .into_iter()
        .filter_map(crate::key::group_prime)
        .any(|known| known.is_ok_and(|known| known == *prime))
}

/// What the library would say if it were asked.
fn bad_generator() -> Failure {
    crate::error::clear();
    // SAFETY: adds to the thread's own queue; library 5 is Diffie-Hellman, reason 101 its word for this.
    unsafe {
        ffi::ERR_new();
        ffi::ERR_set_error(5, 101, std::ptr::null());
    }
    Failure::library("bad generator")
}

/// Makes the public key that belongs to a private one.
trait OfPrivate: Sized {
    fn generate_key_of_private(self) -> Result<Self, openssl::error::ErrorStack>;
}

impl OfPrivate for Dh<openssl::pkey::Private> {
    fn generate_key_of_private(self) -> Result<Self, openssl::error::ErrorStack> {
        // SAFETY: the object is whole; the library fills in what is missing.
        if unsafe { ffi::DH_generate_key(self.as_ptr()) } == 1 {
            Ok(self)
        } else {
            Err(openssl::error::ErrorStack::get())
        }
    }
}

/// How a point is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointForm {
    Compressed,
    Uncompressed,
    Hybrid,
}

impl From<PointForm> for PointConversionForm {
    fn from(form: PointForm) -> Self {
        match form {
            PointForm::Compressed => Self::COMPRESSED,
            PointForm::Uncompressed => Self::UNCOMPRESSED,
            PointForm::Hybrid => Self::HYBRID,
        }
    }
}

/// Diffie-Hellman on a curve, as the class ECDH does it.
pub struct Curve {
    group: EcGroup,
    public: Option<EcPoint>,
    private: Option<BigNum>,
    /// Whether the public key was set by itself, so that the private one may be another's.
    is_public_set: bool,
}

impl Curve {
    pub fn new(name: &str) -> Outcome<Self> {
        let (group, _) = group(name)?;
        Ok(Self { group, public: None, private: None, is_public_set: false })
    }

    pub fn generate_keys(&mut self) -> Outcome<()> {
        let key = EcKey::generate(&self.group).map_err(|stack| Failure::of_stack(stack, "Failed to generate key"))?;
        self.public = Some(key.public_key().to_owned(&self.group)?);
        self.private = Some(key.private_key().to_owned()?);
        self.is_public_set = false;
        Ok(())
    }

    /// Whether the public key is that of the private one, where both are there.
    fn is_pair(&self) -> Outcome<bool> {
        let (Some(public), Some(private), true) = (&self.public, &self.private, self.is_public_set) else {
            return Ok(true);
        };
        let mut context = BigNumContext::new()?;
        let mut point = EcPoint::new(&self.group)?;
        point.mul_generator2(&self.group, private, &mut context)?;
        Ok(point.eq(&self.group, public, &mut context)?)
    }

    fn point(&self, bytes: &[u8]) -> Outcome<EcPoint> {
        let mut context = BigNumContext::new()?;
        EcPoint::from_bytes(&self.group, bytes, &mut context)
            .map_err(|_| Failure::error("ERR_CRYPTO_OPERATION_FAILED", "Failed to convert Buffer to EC_POINT"))
    }

    fn write(&self, point: &EcPointRef, form: PointForm) -> Outcome<Vec<u8>> {
        let mut context = BigNumContext::new()?;
        point
            .to_bytes(&self.group, form.into(), &mut context)
            .map_err(|_| Failure::operation("Failed to get public key"))
    }

    /// # Errors
    /// `ERR_CRYPTO_INVALID_KEYPAIR` where the own keys do not belong together, `ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY` for a
    /// point that is not on the curve.
    pub fn secret(&self, other: &[u8]) -> Outcome<Vec<u8>> {
        if !self.is_pair()? {
            return Err(Failure::range_error("ERR_CRYPTO_INVALID_KEYPAIR", "Invalid key pair"));
        }
        let invalid = |_| {
            crate::error::clear();
            Failure::error("ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY", "Public key is not valid for specified curve")
        };
        let point = self.point(other).map_err(invalid)?;
        let failed = || Failure::operation("Failed to compute ECDH key");
        let private = self.private.as_ref().ok_or_else(failed)?;
        let mut context = BigNumContext::new()?;
        let mut product = EcPoint::new(&self.group)?;
        product.mul2(&self.group, &point, private, &mut context)?;
        let (mut x, mut y) = (BigNum::new()?, BigNum::new()?);
        product.affine_coordinates(&self.group, &mut x, &mut y, &mut context).map_err(|_| failed())?;
        Ok(x.to_vec_padded((self.group.degree() as i32 + 7) / 8)?)
    }

    pub fn public_key(&self, form: PointForm) -> Outcome<Vec<u8>> {
        let point = self.public.as_ref().ok_or_else(|| Failure::operation("Failed to get ECDH public key"))?;
        self.write(point, form)
    }

    pub fn private_key(&self) -> Outcome<Vec<u8>> {
        let number = self.private.as_ref().ok_or_else(|| Failure::operation("Failed to get ECDH private key"))?;
        Ok(number.to_vec_padded((self.group.order_bits() as i32 + 7) / 8)?)
    }

    /// Sets the private key, and the public one that belongs to it.
    pub fn set_private_key(&mut self, bytes: &[u8]) -> Outcome<()> {
        let invalid = || Failure::error("ERR_CRYPTO_INVALID_KEYTYPE", "Private key is not valid for specified curve.");
        let number = BigNum::from_slice(bytes)?;
        let mut context = BigNumContext::new()?;
        let mut order = BigNum::new()?;
        self.group.order(&mut order, &mut context)?;
        if number.num_bits() == 0 || number >= order {
            return Err(invalid());
        }
        let mut point = EcPoint::new(&self.group)?;
        point.mul_generator2(&self.group, &number, &mut context)?;
        self.public = Some(point);
        self.private = Some(number);
        self.is_public_set = false;
        Ok(())
    }

    pub fn set_public_key(&mut self, bytes: &[u8]) -> Outcome<()> {
        self.public = Some(self.point(bytes)?);
        self.is_public_set = true;
        Ok(())
    }

    /// A point in another form.
    pub fn convert(name: &str, bytes: &[u8], form: PointForm) -> Outcome<Vec<u8>> {
        let curve = Self::new(name)?;
        let point = curve.point(bytes)?;
        curve.write(&point, form)
    }
}
